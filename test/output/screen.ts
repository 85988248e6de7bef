// A terminal small enough to trust: the few escape sequences a live view may use, and an error for any other.

const ESCAPE = '\u001b[';
const SEQUENCE = /(\??)(\d*)([A-Za-z])/y;

export class Screen {
  #lines: string[] = [''];
  #row = 0;
  #column = 0;
  readonly #columns: number;
  cursorHidden = false;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join('\n');
  }

  write(text: string): void {
    let i = 0;
    while (i < text.length) {
      SEQUENCE.lastIndex = i + ESCAPE.length;
      const sequence = text.startsWith(ESCAPE, i) ? SEQUENCE.exec(text) : null;
      if (sequence) {
        this.#obey(sequence[1]!, sequence[2]!, sequence[3]!);
        i = SEQUENCE.lastIndex;
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(i)!);
      this.#put(character);
      i += character.length;
    }
  }

  #obey(mark: string, digits: string, letter: string): void {
    const command = `${mark}${letter}`;
    if (command === 'm' || (digits === '2026' && mark === '?')) return;
    if (digits === '25' && mark === '?') this.cursorHidden = letter === 'l';
    else if (command === 'A') {
      this.#row -= Number(digits);
      if (this.#row < 0) throw new Error('the cursor was moved above the first line');
    } else if (command === 'K' && digits === '') {
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column);
    } else if (command === 'J' && digits === '') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column);
    } else throw new Error(`unexpected sequence ESC [ ${mark}${digits}${letter}`);
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= '';
    } else {
      if (character < ' ' || character === '\x7f') throw new Error('a control character reached the screen');
      const line = this.#lines[this.#row]!.padEnd(this.#column);
      this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
      this.#column += 1;
      if (this.#column > this.#columns) throw new Error('a line is wider than the screen');
    }
  }
}
