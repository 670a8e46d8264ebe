/** Doctor's own topic. Kafka's own names begin with two underscores, and no stack declares such; mirrors leave them out. */
export const canaryTopic = '__kafka-proxied-doctor';
