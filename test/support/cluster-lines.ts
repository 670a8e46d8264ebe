// Lines of templates/scripts/cluster-state.sh, made of shorter ones.

/** Of partitions, each given as `TOPIC-NUMBER REPLICAS ISR MIN LEADER`; without a leader, 1 leads. */
export function partitionLines(...partitions: string[]): string[] {
  return partitions.map((text) => {
    const [name = '', replicas = '-', isr = '-', min = '-', leader = '1'] = text.split(' ');
    const [, topic = '', number = ''] = /^(.*)-(\d+)$/.exec(name) ?? [];
    return ['partition', topic, number, leader, replicas, isr, min].join('\t');
  });
}
