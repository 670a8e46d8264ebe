/**
 * Runs `work` while no other process holds the lock `file`. A lock whose holder has ended, or that is older than the
 * machine's last boot, is taken over.
 * @param file the lock; its folder is made if need be
 * @param work gets a function that names one more process as a holder: a child that would go on if this process died
 * @param onWait is told once, for people, who holds the lock
 */
export function withLock<T>(
  file: string,
  work: (alsoHeldBy: (pid: number) => void) => Promise<T>,
  onWait: (text: string) => void,
): Promise<T>;
