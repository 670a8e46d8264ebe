#!/usr/bin/env node
// Stands in for `java` under kind-topics.sh: answers as Kafka's tools of 3.9.2 do, and as those of 1.1.1
// where it is told of ZooKeeper, from and into the file FAKE_KAFKA.
import { readFileSync, writeFileSync } from 'node:fs';
import { env, exit, argv, stdout } from 'node:process';

const state = JSON.parse(readFileSync(env.FAKE_KAFKA, 'utf8'));
const words = argv.slice(argv.indexOf('-cp') + 2);
const options = {};
for (let i = 1; i < words.length; i += 1) {
  const name = words[i].slice(2);
  const value = words[i + 1]?.startsWith('--') ? undefined : words[(i += 1)];
  (options[name] ??= []).push(value);
}
const [topic] = options.topic ?? [];
state.calls.push(
  words.join(' ').replace(/ --bootstrap-server \S+ --command-config \S+| --zookeeper \S+/, ''),
);

function save() {
  writeFileSync(env.FAKE_KAFKA, JSON.stringify(state));
}

function fail(text) {
  save();
  stdout.write(`${text}\n`);
  exit(1);
}

function pairs(list) {
  return Object.fromEntries((list ?? []).map((text) => text.split(/=(.*)/s).slice(0, 2)));
}

function describeTopics() {
  for (const [name, { partitions, copies, config, leaderless = [], lagging = [] }] of Object.entries(
    state.topics,
  )) {
    const own = Object.entries(config ?? {}).map(([key, value]) => `${key}=${value}`);
    if (options.zookeeper)
      stdout.write(
        `Topic:${name}\tPartitionCount:${partitions}\tReplicationFactor:${copies}\tConfigs:${own}\n`,
      );
    else
      stdout.write(
        `Topic: ${name}\tTopicId: x\tPartitionCount: ${partitions}\tReplicationFactor: ${copies}\tConfigs: \n`,
      );
    const all = Array.from({ length: copies }, (_, i) => i + 1).join(',');
    for (let p = 0; p < partitions; p += 1) {
      const leader = leaderless.includes(p) ? 'none' : 1;
      const isr = lagging.includes(p) ? '1' : all;
      stdout.write(
        `\tTopic: ${name}\tPartition: ${p}\tLeader: ${leader}\tReplicas: ${all}\tIsr: ${isr}\tElr: N/A\n`,
      );
    }
  }
}

function describeConfig() {
  for (const [name, { config }] of Object.entries(state.topics)) {
    stdout.write(`Dynamic configs for topic ${name} are:\n`);
    for (const [key, value] of Object.entries(config ?? {}))
      stdout.write(`  ${key}=${value} sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:${key}=${value}}\n`);
  }
}

function create() {
  const failure = state.failures?.shift();
  if (failure) fail(`Error while executing topic command : ${failure}`);
  state.topics[topic] ??= {
    partitions: Number(options.partitions[0]),
    copies: Number(options['replication-factor'][0]),
    config: pairs(options.config),
  };
}

function alterConfig() {
  const { config } = state.topics[options['entity-name'][0]];
  for (const key of options['delete-config']?.[0].split(',') ?? []) {
    if (!(key in config)) fail(`Invalid config(s): ${key}`);
    delete config[key];
  }
  const [file] = options['add-config-file'] ?? [];
  if (file) Object.assign(config, pairs(readFileSync(file, 'utf8').trim().split('\n')));
}

function grow() {
  const pattern = new RegExp(`^(${topic})$`);
  for (const [name, each] of Object.entries(state.topics))
    if (pattern.test(name)) each.partitions = Number(options.partitions[0]);
}

/** By the tool for topics, as it once could. */
function alterInZookeeper() {
  const pattern = new RegExp(`^(${topic})$`);
  for (const [name, { config }] of Object.entries(state.topics)) {
    if (!pattern.test(name)) continue;
    for (const key of options['delete-config'] ?? []) delete config[key];
    Object.assign(config, pairs(options.config));
  }
}

if (words[0].endsWith('ConfigCommand')) (options.alter ? alterConfig : describeConfig)();
else if (options.create) create();
else if (options.partitions) grow();
else if (options.alter) alterInZookeeper();
else describeTopics();
save();
