// How many sockets a worker has, from each one's dial to its very end, those that say goodbye included. Whoever holds a
// socket's file adds it and takes it out again. Law: never below none, and none once all are gone.
export class SocketCount {
  #open = 0;

  get open(): number {
    return this.#open;
  }

  add(): void {
    this.#open++;
  }

  remove(): void {
    this.#open--;
  }
}
