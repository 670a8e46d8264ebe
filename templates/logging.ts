// Logging of services and tools: what services say goes to the journal, which rotates it. Kafka before 4.0 has log4j 1 (reload4j),
// later ones log4j 2 (KIP-653), each with a file of its own.
import { can } from '../config/versions.ts';
import { managedHeader } from './properties.ts';

/** A file of logging, and Java's option that leads to it. */
interface LoggingKind {
  file: string;
  property: string;
  service: (quieter: Record<string, string>) => string[];
  tools: () => string[];
}

const reload4j: LoggingKind = {
  file: 'log4j.properties',
  property: 'log4j.configuration',
  service: (quieter) => [
    'log4j.rootLogger=INFO, journal',
    'log4j.appender.journal=org.apache.log4j.ConsoleAppender',
    'log4j.appender.journal.layout=org.apache.log4j.PatternLayout',
    'log4j.appender.journal.layout.ConversionPattern=%p %m (%c)%n',
    ...sorted(quieter).map(([name, level]) => `log4j.logger.${name}=${level}`),
  ],
  tools: () => [
    'log4j.rootLogger=WARN, stderr',
    'log4j.appender.stderr=org.apache.log4j.ConsoleAppender',
    'log4j.appender.stderr.Target=System.err',
    'log4j.appender.stderr.layout=org.apache.log4j.PatternLayout',
    'log4j.appender.stderr.layout.ConversionPattern=%d %p %m (%c)%n',
  ],
};

const log4j2: LoggingKind = {
  file: 'log4j2.properties',
  property: 'log4j2.configurationFile',
  service: (quieter) => [
    ...console('journal', 'SYSTEM_OUT', '%p %m (%c)%n'),
    ...rootLogger('INFO', 'journal'),
    ...sorted(quieter).flatMap(([name, level], index) => [
      `logger.quiet${index}.name=${name}`,
      `logger.quiet${index}.level=${level}`,
    ]),
  ],
  tools: () => [...console('stderr', 'SYSTEM_ERR', '%d %p %m (%c)%n'), ...rootLogger('WARN', 'stderr')],
};

function console(name: string, target: string, pattern: string): string[] {
  return [
    `appender.${name}.type=Console`,
    `appender.${name}.name=${name}`,
    `appender.${name}.target=${target}`,
    `appender.${name}.layout.type=PatternLayout`,
    `appender.${name}.layout.pattern=${pattern}`,
  ];
}

function rootLogger(level: string, appender: string): string[] {
  return [`rootLogger.level=${level}`, `rootLogger.appenderRef.${appender}.ref=${appender}`];
}

function sorted(map: Record<string, string>): [string, string][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function kindOf(version: string): LoggingKind {
  return can(version, 'log4j2') ? log4j2 : reload4j;
}

const text = (lines: readonly string[]): string => [managedHeader, ...lines, ''].join('\n');

/**
 * Logging of a service, as one file of its folder; systemd's journal adds time and unit.
 * @param quieter levels by logger
 */
export function serviceLogging(
  version: string,
  quieter: Record<string, string> = {},
): Record<string, string> {
  const { file, service } = kindOf(version);
  return { [file]: text(service(quieter)) };
}

/**
 * Java's option by which a service finds its logging.
 * @param folder where the service's files are while it runs
 */
export function loggingOption(version: string, folder: string): string {
  const { file, property } = kindOf(version);
  return `-D${property}=file:${folder}/${file}`;
}

/** Logging of Kafka's command-line tools of every version. Warnings and errors go to stderr: stdout is the tool's answer. */
export function toolsLogging(): Record<string, string> {
  return Object.fromEntries([reload4j, log4j2].map(({ file, tools }) => [file, text(tools())]));
}
