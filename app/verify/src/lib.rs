//! What the page /verify runs in the browser: it reads the chosen file piece by piece, gives the pieces to the very code that
//! verifies on the server, and shows what came of it. The file is not sent anywhere. Every word stands in the page already.

#[cfg(target_arch = "wasm32")]
mod page;
