// Jars from Maven Central, by the ordinary `mvn`, which checks each against its published checksum.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { findOnPath } from '../lib/on-path.ts';

const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** A Maven project that has nothing but dependencies, given as `group:artifact:version`. */
export function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((coordinates) => {
    const [group, artifact, version] = coordinates.split(':');
    return (
      `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
      `<version>${version}</version></dependency>`
    );
  });
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>kafka-proxied</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>',
    '  <dependencies>',
    ...dependencies,
    '  </dependencies>',
    '</project>',
    '',
  ].join('\n');
}

/**
 * Copies the artifacts, with all that they need at run time, into a folder.
 * @param work an empty folder to work in
 * @throws Error if Maven is missing, an artifact can't be had, or a checksum is wrong
 */
export async function copyJars(
  artifacts: readonly string[],
  libs: string,
  work: string,
  note: (text: string) => void,
): Promise<void> {
  const mvn = findOnPath('mvn');
  if (!mvn) throw new Error('needs Maven, and there is no `mvn` on PATH');
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'pom.xml'), pomOf(artifacts));
  const running = execa(
    mvn,
    ['-B', '--strict-checksums', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`, copyDependencies],
    { cwd: work, stdin: 'ignore', buffer: false, reject: false },
  );
  const errors: string[] = [];
  let downloads = 0;
  for await (const line of createInterface({ input: running.stdout })) {
    if (line.includes('Downloaded from')) downloads += 1;
    if (line.includes('[ERROR]')) errors.push(line.replace('[ERROR]', '').trim());
    note(`${downloads} files downloaded`);
  }
  const { failed, exitCode } = await running;
  if (failed) throw new Error(`mvn failed (exit code ${exitCode}): ${errors.slice(0, 3).join(' ')}`);
}
