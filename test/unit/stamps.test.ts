// Proves which stamp is chosen; that hosts store and lose stamps as they should is proven on the lab.
import { describe, expect, it } from 'vitest';
import { stampFor } from '../../components/host/stamps.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const stored = '2025-12-31T00:00:00.000Z not recorded on this host';

describe('the stamp of a resource', () => {
  it('is the host’s own while the host is as recorded with this very content', () => {
    expect(stampFor({ stamp: stored, body: 'b' }, 'b', now)).toBe(stored);
  });

  it('is fresh on a host without record: first run, failed run, or wiped', () => {
    expect(stampFor(undefined, 'b', now)).toBe('2026-01-02T03:04:05.678Z not recorded on this host');
  });

  it('is fresh after a drift, and says which', () => {
    expect(stampFor({ stamp: stored, body: 'b', drift: '/etc/x was edited' }, 'b', now)).toBe(
      '2026-01-02T03:04:05.678Z /etc/x was edited',
    );
  });

  it('is fresh when the host holds other content: an update whose answer was lost, then a revert', () => {
    expect(stampFor({ stamp: stored, body: 'new' }, 'old', now)).toBe(
      '2026-01-02T03:04:05.678Z other content',
    );
  });

  it('holds no character that a shell or a document could take for something else', () => {
    const stamp = stampFor({ stamp: stored, body: 'b', drift: "$(reboot)'\n`x`" }, 'b', now);
    expect(stamp).toBe('2026-01-02T03:04:05.678Z -(reboot)---x-');
  });
});
