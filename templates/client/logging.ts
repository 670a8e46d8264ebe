// Logging of Kafka's command-line tools.
import { managedHeader } from '../properties.ts';

/** Warnings and errors go to stderr: stdout is the tool's answer. */
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
