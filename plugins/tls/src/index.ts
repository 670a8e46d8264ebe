// Entry of the plugin `pulumi-resource-tls`.
import { serve } from '../../shared/serve.ts';
import { newTlsProvider } from './provider.ts';

serve(() => newTlsProvider());
