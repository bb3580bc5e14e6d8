import * as folder from "../folder.js";
import * as share from "../share.js";
import * as storage from "../storage.js";

window.modules = { folder, share, storage };
