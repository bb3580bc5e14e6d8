// Something a user has to be told: a stable id and a sentence. As a string it is the sentence.

export class Problem {
  constructor(id, text, more = {}) {
    Object.assign(this, { id, text }, more);
  }

  toString() { return this.text; }
}
