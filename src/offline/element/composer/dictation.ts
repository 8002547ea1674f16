/** What speech may be sent as (facts 3.6), in the order in which browsers are asked for it. */
const RECORDING_TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"] as const;

/** A type of sound that servers take. */
export type RecordingType = (typeof RECORDING_TYPES)[number];

/** What a browser says about recording. */
export interface RecordingSupport {
  readonly isSecure: boolean;
  readonly hasMicrophone: boolean;
  readonly types: readonly RecordingType[];
}

/** What this browser can record on this page. */
export function recordingSupport(): RecordingSupport {
  const hasRecorder = typeof MediaRecorder !== "undefined";
  return {
    isSecure: globalThis.isSecureContext,
    // Where a page is not secure, browsers leave it out.
    hasMicrophone: "mediaDevices" in navigator,
    types: hasRecorder ? RECORDING_TYPES.filter((type) => MediaRecorder.isTypeSupported(type)) : [],
  };
}

/** Why nothing can be dictated, or null. */
export function dictationHindrance(support: RecordingSupport): string | null {
  const { isSecure, hasMicrophone, types } = support;
  if (!isSecure) return "Dictation needs a page on https or localhost.";
  if (!hasMicrophone || types.length === 0) return "This browser cannot record speech.";
  return null;
}

/** What to tell where the microphone could not be had, by the name of the browser's error. */
export function microphoneProblem(errorName: string): string {
  switch (errorName) {
    case "NotAllowedError":
    case "SecurityError":
      return "The microphone is not allowed. Allow it in the browser's settings for this site, then try again.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No microphone was found.";
    case "NotReadableError":
    case "AbortError":
      return "The microphone is in use by another program.";
    default:
      return "The microphone could not be used.";
  }
}

/** How long something has gone on, as minutes and seconds. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Where a dictation stands. */
export type DictationPhase = "idle" | "asking" | "recording" | "transcribing";

/** What dictation needs of the composer. */
export interface DictationPorts {
  onChange(): void;
  transcribe(audio: Blob): Promise<string>;
  insert(text: string): void;
  /** Told of what a person has to know; `error` is what the page has to know. */
  problem(message: string, error?: unknown): void;
}

/** Records speech and has it turned into text. */
export class Dictation {
  readonly #ports: DictationPorts;
  #phase: DictationPhase = "idle";
  #recorder: MediaRecorder | null = null;
  #startedAt = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** Grows with each dictation, so that one that was given up says nothing more. */
  #run = 0;

  constructor(ports: DictationPorts) {
    this.#ports = ports;
  }

  get phase(): DictationPhase {
    return this.#phase;
  }

  /** How long it has been recording, in milliseconds. */
  get elapsed(): number {
    return this.#phase === "recording" ? performance.now() - this.#startedAt : 0;
  }

  /** Asks for the microphone and begins to record. */
  async start(): Promise<void> {
    if (this.#phase !== "idle") return;
    const support = recordingSupport();
    const hindrance = dictationHindrance(support);
    const mimeType = support.types[0];
    if (hindrance !== null || mimeType === undefined) {
      this.#ports.problem(hindrance ?? "");
      return;
    }
    this.#run += 1;
    const run = this.#run;
    this.#set("asking");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (run === this.#run) this.#record(stream, mimeType, run);
      else release(stream);
    } catch (error) {
      if (run !== this.#run) return;
      this.#set("idle");
      this.#ports.problem(microphoneProblem(error instanceof Error ? error.name : ""), error);
    }
  }

  /** Ends the recording and has it turned into text. */
  finish(): void {
    if (this.#phase === "recording") this.#recorder?.stop();
  }

  /** Gives up what was recorded. */
  cancel(): void {
    this.#run += 1;
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
    this.#set("idle");
  }

  #record(stream: MediaStream, mimeType: RecordingType, run: number): void {
    const recorder = new MediaRecorder(stream, { mimeType });
    const chunks: Blob[] = [];
    recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
    recorder.addEventListener("stop", () => {
      release(stream);
      if (run === this.#run) void this.#transcribe(new Blob(chunks, { type: mimeType }), run);
    });
    this.#recorder = recorder;
    this.#startedAt = performance.now();
    recorder.start();
    this.#set("recording");
  }

  async #transcribe(audio: Blob, run: number): Promise<void> {
    this.#recorder = null;
    this.#set("transcribing");
    try {
      const text = await this.#ports.transcribe(audio);
      if (run !== this.#run) return;
      this.#set("idle");
      if (text.trim() === "") this.#ports.problem("Nothing was heard.");
      else this.#ports.insert(text.trim());
    } catch (error) {
      if (run !== this.#run) return;
      this.#set("idle");
      this.#ports.problem("The recording could not be turned into text. Try again.", error);
    }
  }

  #set(phase: DictationPhase): void {
    this.#phase = phase;
    clearInterval(this.#clock);
    if (phase === "recording") this.#clock = setInterval(() => this.#ports.onChange(), 500);
    this.#ports.onChange();
  }
}

/** Lets go of the microphone, so that the browser no longer says that it is in use. */
function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
