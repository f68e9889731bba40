import { openEmbedded } from '../../src/stores/embedded/engine.ts';
import { openStore } from '../../src/stores/open.ts';
import { collectionContract } from '../contracts/collection-contract.ts';
import { storeContract } from '../contracts/store-contract.ts';

collectionContract(async () => openEmbedded(':memory:'));
storeContract(() => openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' }));
