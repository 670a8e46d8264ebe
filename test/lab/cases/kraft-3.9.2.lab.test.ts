// Does not prove: TLS between nodes, a quorum that loses a member. Starts from any lab that is up; leaves hosts without the stack.
import { controllersCase } from '../../support/controllers-case.ts';

controllersCase('3.9.2', { tlsInternal: false, next: '4.3.1' });
