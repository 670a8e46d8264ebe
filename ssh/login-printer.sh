#!/bin/bash
# Which files that a login reads hold these words, or print anything at all. Arguments: lines that were printed.
# Runs as whoever logs in, and changes nothing.
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
shopt -s nullglob
found=no
for file in ~/.bashrc ~/.bash_profile ~/.profile ~/.zshenv ~/.cshrc ~/.tcshrc ~/.config/fish/config.fish ~/.config/fish/conf.d/*.fish \
  ~/.ssh/rc /etc/ssh/sshrc /etc/bash.bashrc /etc/bashrc /etc/zsh/zshenv /etc/zshenv /etc/csh.cshrc /etc/profile.d/*; do
  [ -r "$file" ] || continue
  for words in "$@"; do
    line=$(grep -nFm 1 -e "$words" "$file" | cut -d : -f 1)
    if [ -n "$line" ]; then echo "prints $file:$line"; found=yes; break; fi
  done
done
[ "$found" = no ] || exit 0
for file in ~/.bashrc ~/.zshenv ~/.cshrc ~/.tcshrc ~/.config/fish/config.fish ~/.ssh/rc /etc/ssh/sshrc /etc/bash.bashrc /etc/bashrc \
  /etc/zsh/zshenv /etc/zshenv /etc/csh.cshrc; do
  [ -r "$file" ] || continue
  if grep -qE '(^|[;&|[:space:]])(echo|printf|cat|uptime|date|figlet|fortune|neofetch|fastfetch|screenfetch|landscape-sysinfo|last|who)([[:space:]]|$)' "$file"; then echo "may $file"; fi
done
