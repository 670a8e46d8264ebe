// The Kafka versions that can be set up, and what each can do.

export interface KafkaVersion {
  /** More than one listener can speak the same security protocol (Kafka 1.0 and later, KIP-103 and KIP-226). */
  namedListeners: boolean;
}

/** By version, as in `version: 3.9.2`. */
export const versions: Readonly<Record<string, KafkaVersion>> = {
  '3.9.2': { namedListeners: true },
};

export const defaultVersion = '3.9.2';
