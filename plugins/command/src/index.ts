// Entry of the plugin `pulumi-resource-command`.
import { serve } from '../../shared/serve.ts';
import { CommandProvider } from './provider.ts';

serve((log) => new CommandProvider(log));
