// What is said of the one key that the schema does not have, because its values are never read there.
export const secretsMeaning = `Passwords and other secrets, by name, each stored encrypted:
\`pulumi config set --secret --path 'kafka-proxied:secrets.NAME'\`. A broker property uses one by
\`{ secret: NAME }\`. Secrets anywhere else are refused: one of them makes Pulumi hide the whole key that it stands in,
and the topology with it.`;
