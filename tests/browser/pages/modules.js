import * as download from "../download.js";
import * as folder from "../folder.js";
import * as share from "../share.js";
import * as storage from "../storage.js";

window.modules = { download, folder, share, storage };
