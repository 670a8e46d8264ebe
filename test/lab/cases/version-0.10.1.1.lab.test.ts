// Does not prove: other topologies with this version, or the way from it to another. Starts from any lab that is up; leaves hosts without the stack.
import { versionCase } from '../../support/version-case.ts';

versionCase('0.10.1.1');
