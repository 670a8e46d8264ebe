// The states of stacks name this path as the command of their firewall rules, also as the one that takes them back: where
// it differs or is gone, each host's rules are tried anew, and `destroy` fails. So it stays where it is.
import '../../commit-confirm/main.ts';
