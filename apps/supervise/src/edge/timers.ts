/** Waiting, as it is handed in: a test moves it by hand. What is disposed of does not come any more. */
export interface Timers {
  after(ms: number, run: () => void): Disposable;
  every(ms: number, run: () => void): Disposable;
}

/** Those of the process, which they do not keep alive. */
export const processTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};
