package dev.plimsoll.signer.notary;

final class MemoryNotaryStoreTest extends NotaryStoreContract {
  @Override
  NotaryStore store() {
    return new MemoryNotaryStore();
  }
}
