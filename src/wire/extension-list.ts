// The grammar of Sec-WebSocket-Extensions, RFC 6455 section 9.1: a list of tokens, each with parameters whose
// values are tokens, quoted or not. Knows no extension.

export interface Extension {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly value: string | null }[];
}

const TOKEN = "[!#$%&'*+.^_`|~\\w-]+";
const PART = new RegExp(`[ \\t]*(${TOKEN})(?:[ \\t]*=[ \\t]*(?:(${TOKEN})|"(${TOKEN})"))?[ \\t]*`, 'y');

/** The extensions in order, or null where the text is no such list. */
export function readExtensions(header: string): readonly Extension[] | null {
  const extensions: Extension[] = [];
  let at = 0;
  while (at <= header.length) {
    const name = partAt(header, at);
    if (name === null || name.value !== null) return null;
    at = PART.lastIndex;
    const parameters: { name: string; value: string | null }[] = [];
    while (header[at] === ';') {
      const parameter = partAt(header, at + 1);
      if (parameter === null) return null;
      at = PART.lastIndex;
      parameters.push(parameter);
    }
    extensions.push({ name: name.name, parameters });
    if (at === header.length) return extensions;
    if (header[at] !== ',') return null;
    at++;
  }
  return null;
}

function partAt(header: string, at: number): { name: string; value: string | null } | null {
  PART.lastIndex = at;
  const part = PART.exec(header);
  return part === null ? null : { name: part[1]!, value: part[2] ?? part[3] ?? null };
}
