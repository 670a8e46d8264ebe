// How secrets are called.

/** What a secret may be called. */
export const secretName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
