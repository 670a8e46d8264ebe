// Proves logging as text; that Kafka writes so, the lab's cases for versions show.
import { expect, it } from 'vitest';
import { loggingOption, serviceLogging, toolsLogging } from '../../templates/logging.ts';
import { readProperties } from '../support/java-properties.ts';

it('a service has the file of its Kafka, and the option that leads to it', () => {
  expect(Object.keys(serviceLogging('3.9.2'))).toEqual(['log4j.properties']);
  expect(loggingOption('3.9.2', '/run/x')).toBe('-Dlog4j.configuration=file:/run/x/log4j.properties');
  expect(Object.keys(serviceLogging('4.3.1'))).toEqual(['log4j2.properties']);
  expect(loggingOption('4.3.1', '/run/x')).toBe('-Dlog4j2.configurationFile=file:/run/x/log4j2.properties');
});

it('log4j 2 writes what log4j 1 does, with the same loggers quieter', () => {
  const read = readProperties(
    serviceLogging('4.3.1', { 'b.c': 'WARN', a: 'ERROR' })['log4j2.properties'] ?? '',
  );
  expect(read).toEqual({
    'appender.journal.type': 'Console',
    'appender.journal.name': 'journal',
    'appender.journal.target': 'SYSTEM_OUT',
    'appender.journal.layout.type': 'PatternLayout',
    'appender.journal.layout.pattern': '%p %m (%c)%n',
    'rootLogger.level': 'INFO',
    'rootLogger.appenderRef.journal.ref': 'journal',
    'logger.quiet0.name': 'a',
    'logger.quiet0.level': 'ERROR',
    'logger.quiet1.name': 'b.c',
    'logger.quiet1.level': 'WARN',
  });
});

it('tools of both kinds say nothing on stdout', () => {
  const files = toolsLogging();
  expect(Object.keys(files)).toEqual(['log4j.properties', 'log4j2.properties']);
  expect(files['log4j.properties']).toContain('Target=System.err');
  expect(files['log4j2.properties']).toContain('target=SYSTEM_ERR');
});
