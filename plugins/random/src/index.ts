// Entry of the plugin `pulumi-resource-random`.
import { serve } from '../../shared/serve.ts';
import { newRandomProvider } from './provider.ts';

serve(() => newRandomProvider());
