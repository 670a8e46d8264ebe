// How something grows with the number of brokers.

export interface Point {
  size: number;
  value: number;
}

/**
 * The exponent of a power law through the points, by least squares of their logarithms: 1 is linear, 2 is quadratic.
 * @returns undefined for fewer than two sizes
 */
export function exponentOf(points: readonly Point[]): number | undefined {
  const logs = points.map(({ size, value }) => ({ x: Math.log(size), y: Math.log(value) }));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(logs.map((log) => log.x)), mean(logs.map((log) => log.y))];
  const spread = logs.reduce((sum, log) => sum + (log.x - x) ** 2, 0);
  if (spread === 0 || logs.length < 2) return undefined;
  return logs.reduce((sum, log) => sum + (log.x - x) * (log.y - y), 0) / spread;
}
