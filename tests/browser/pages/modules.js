import * as storage from "../storage.js";

window.modules = { storage };
