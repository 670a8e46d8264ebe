// Does not prove: plain text between nodes, a quorum that loses a member, the way from 3.9. Starts from any lab that is up; leaves
// hosts without the stack.
import { controllersCase } from '../../support/controllers-case.ts';

controllersCase('4.3.1', { tlsInternal: true });
