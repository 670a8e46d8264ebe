// log4j (reload4j) configuration: what services say goes to the journal, which rotates it.
import { managedHeader } from './properties.ts';

/** Logging of a service; systemd's journal adds time and unit. */
export function renderServiceLogging(quieter: Record<string, string> = {}): string {
  const loggers = Object.keys(quieter)
    .sort()
    .map((name) => `log4j.logger.${name}=${quieter[name]}`);
  return [
    managedHeader,
    'log4j.rootLogger=INFO, journal',
    'log4j.appender.journal=org.apache.log4j.ConsoleAppender',
    'log4j.appender.journal.layout=org.apache.log4j.PatternLayout',
    'log4j.appender.journal.layout.ConversionPattern=%p %m (%c)%n',
    ...loggers,
    '',
  ].join('\n');
}

/** Logging of Kafka's command-line tools. Warnings and errors go to stderr: stdout is the tool's answer. */
export function renderToolsLogging(): string {
  return [
    managedHeader,
    'log4j.rootLogger=WARN, stderr',
    'log4j.appender.stderr=org.apache.log4j.ConsoleAppender',
    'log4j.appender.stderr.Target=System.err',
    'log4j.appender.stderr.layout=org.apache.log4j.PatternLayout',
    'log4j.appender.stderr.layout.ConversionPattern=%d %p %m (%c)%n',
    '',
  ].join('\n');
}
