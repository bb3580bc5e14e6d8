// lab.wasm holds what is used until the picture lives; lab-later.wasm is the rest of the same program (wasm/split). It comes when there
// is time for it. A function that is called before that fetches it at once, while the page waits.

const address = "lab-later.wasm";

/** A program whose functions are of two modules. */
export class Later {
  #first = null;
  #whole = null;
  #coming = null;

  /** What lab.wasm is to be instantiated with: each function that is still missing, by its place in the table. */
  imports(imports) {
    return { ...imports, placeholder: new Proxy({}, { get: (_, place) => (...values) => this.#called(Number(place), values) }) };
  }

  begin(instance) { this.#first = instance.exports; }

  /** Fetches the rest; resolves when all is here. After a failure it can be asked again. */
  fetch() {
    return (this.#coming ??= this.#fetch().catch((problem) => { this.#coming = null; throw problem; }));
  }

  async #fetch() {
    if (this.#whole) return;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
    const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), { primary: this.#first });
    this.#whole ??= instance;   // its functions have put themselves into the table
  }

  #called(place, values) {
    this.#whole ??= new WebAssembly.Instance(new WebAssembly.Module(fetchNow()), { primary: this.#first });
    return Object.values(this.#first).find((one) => one instanceof WebAssembly.Table).get(place)(...values);
  }
}

/** The bytes at once. Such a request may only ask for text: each character then is a byte. */
function fetchNow() {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`${address}: ${request.status} ${request.statusText}`);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
}
