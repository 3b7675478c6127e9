/** The streams of events that components open, in place of the server. */
type Listener = (event: { data: string }) => void;

export class FakeEventSource {
  static all: FakeEventSource[] = [];

  isOpen = true;
  private readonly listeners = new Map<string, Listener>();

  constructor(readonly url: string) {
    FakeEventSource.all.push(this);
  }

  /** The stream that is open. */
  static get open(): FakeEventSource | undefined {
    return FakeEventSource.all.find(({ isOpen }) => isOpen);
  }

  addEventListener(name: string, listener: Listener) {
    this.listeners.set(name, listener);
  }

  close() {
    this.isOpen = false;
  }

  send(name: string, data: unknown) {
    this.listeners.get(name)?.({ data: JSON.stringify(data) });
  }
}
