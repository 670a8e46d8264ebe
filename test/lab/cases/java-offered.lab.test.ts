// Does not prove: Java 21 itself, since what is offered under its name is the lab's 17; nor a distribution's own sources. Starts from any lab that is up; leaves no stack.
import { expect, it } from 'vitest';
import { onHost } from '../../support/lab-places.ts';
import { clusterOf, destroyed } from '../../support/lab-one-cluster.ts';
import { run, tryUp, withoutDebug } from '../../support/lab-stack.ts';

const debian = 'kafkaclientmachine1';
const rpm = 'engine3';

/** A Java that no package owns, and a folder for packages that bring a link to it. */
const keepJava = (remove: string): string => `
  rm -rf /opt/jre /srv/own; mkdir -p /srv/own
  cp -rL "$(dirname "$(dirname "$(readlink -f /usr/bin/java)")")" /opt/jre 2>/dev/null || [ -x /opt/jre/bin/java ]
  ${remove}
  rm -f /usr/bin/java`;

const onlyNewerDebian = `
  apt-get -qq update; apt-get -qq install -y --no-install-recommends openjdk-17-jre-headless >/dev/null 2>&1
  ${keepJava('apt-get -qq purge -y openjdk-17-jre-headless >/dev/null 2>&1')}
  mkdir -p /tmp/own/DEBIAN /tmp/own/usr/bin; ln -sfn /opt/jre/bin/java /tmp/own/usr/bin/java
  printf '%s\\n' 'Package: openjdk-21-jre-headless' 'Version: 21.0.1' 'Architecture: all' 'Maintainer: lab <lab@example>' 'Description: lab' >/tmp/own/DEBIAN/control
  dpkg-deb --build /tmp/own /srv/own/openjdk-21-jre-headless_21_all.deb >/dev/null
  cd /srv/own; { dpkg-deb --field *.deb; echo "Filename: ./$(ls *.deb)"; echo "Size: $(stat -c %s *.deb)"; echo "SHA256: $(sha256sum <*.deb | cut -d ' ' -f 1)"; } >Packages
  echo 'deb [trusted=yes] file:/srv/own ./' >/etc/apt/sources.list.d/own.list
  printf '%s\\n' 'Package: openjdk-17-*' 'Pin: release *' 'Pin-Priority: -1' >/etc/apt/preferences.d/own
  rm -rf /var/lib/apt/lists/* /tmp/own`;

const onlyNewerRpm = `
  dnf -q -y install java-17-openjdk-headless >/dev/null 2>&1 || true
  ${keepJava('dnf -q -y remove java-17-openjdk-headless >/dev/null 2>&1')}
  printf '%s\\n' '%global debug_package %{nil}' 'Name: java-21-openjdk-headless' 'Version: 21.0.1' 'Release: 1' 'Summary: lab' 'License: lab' 'BuildArch: noarch' 'AutoReqProv: no' \\
    '%description' 'lab' '%install' 'mkdir -p %{buildroot}/usr/bin; ln -s /opt/jre/bin/java %{buildroot}/usr/bin/java' '%files' '/usr/bin/java' >/tmp/own.spec
  rpmbuild -bb --quiet --define '_topdir /tmp/rpmbuild' --define '_rpmdir /srv/own' /tmp/own.spec >/dev/null 2>&1
  createrepo_c --quiet /srv/own
  printf '%s\\n' '[own]' 'name=own' 'baseurl=file:///srv/own' 'gpgcheck=0' >/etc/yum.repos.d/own.repo
  echo 'excludepkgs=java-17-openjdk-headless' >>/etc/dnf/dnf.conf
  rm -rf /tmp/rpmbuild /tmp/own.spec`;

const restored: Record<string, string> = {
  [debian]: `rm -f /etc/apt/sources.list.d/own.list /etc/apt/preferences.d/own; dpkg --purge openjdk-21-jre-headless >/dev/null 2>&1 || true; rm -rf /srv/own /opt/jre /var/lib/apt/lists/*`,
  [rpm]: `rm -f /etc/yum.repos.d/own.repo; sed -i '/^excludepkgs=/d' /etc/dnf/dnf.conf; dnf -q -y remove java-21-openjdk-headless >/dev/null 2>&1 || true; rm -rf /srv/own /opt/jre`,
};

/** Every login prints, and ends no line; SFTP needs no shell there. */
const chatty = `
  sed -i 's,^Subsystem.*,Subsystem sftp internal-sftp,' /etc/ssh/sshd_config; systemctl restart ssh.service
  cp -p /home/operator/.bashrc /run/kept-bashrc; { echo 'printf "Welcome, friend"'; cat /run/kept-bashrc; } >/home/operator/.bashrc`;
const quiet = `
  sed -i 's,^Subsystem.*,Subsystem sftp /usr/lib/openssh/sftp-server,' /etc/ssh/sshd_config; systemctl restart ssh.service
  [ ! -e /run/kept-bashrc ] || { cat /run/kept-bashrc >/home/operator/.bashrc; rm /run/kept-bashrc; }`;
const printing = ['engine1', 'engine2', 'gateway'];

it('a host gets the Java that its sources offer, and logins that print are no hindrance', async () => {
  const config = clusterOf('3.9.2');
  try {
    for (const host of printing) await onHost(host, chatty);
    await onHost(debian, onlyNewerDebian);
    await onHost(rpm, onlyNewerRpm);
    const made = await tryUp(config);
    expect(made.code, withoutDebug(made.output).slice(-8000)).toBe(0);
    expect(await onHost(debian, 'dpkg-query -W -f "\\${Status}" openjdk-21-jre-headless')).toContain(
      'ok installed',
    );
    expect(await onHost(rpm, 'rpm -q java-21-openjdk-headless')).toMatch(/^java-21-openjdk-headless-21/);
    // The others have the first of those that will do.
    expect(await onHost('kafkaclientmachine2', 'readlink -f /usr/bin/java')).toContain('java-17');

    const status = await run('status', '--config-file', config);
    expect(status.code, status.output).toBe(0);
    const doctor = await run('doctor', '--config-file', config);
    expect(doctor.code, doctor.output).toBe(0);
    const again = await tryUp(config);
    expect({ code: again.code, done: again.done }).toEqual({ code: 0, done: {} });
    const restart = await run('restart', 'kafka-cluster1-1', '--config-file', config);
    expect(restart.code, restart.output).toBe(0);
    await destroyed(config);
  } finally {
    for (const host of printing) await onHost(host, quiet);
    for (const [host, script] of Object.entries(restored)) await onHost(host, script);
  }
}, 1_800_000);
