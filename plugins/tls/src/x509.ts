// The X.509 library, with the Reflect API that it asks for before it is loaded.
import 'reflect-metadata';
export * from '@peculiar/x509';
