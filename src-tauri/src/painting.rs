//! How the system's web engine paints the pages, and what of it is left out.
//!
//! Owns: the engine's settings on Linux. Must never: change what a page may fetch or run; that is the policy's.

use tauri::WebviewWindow;

/// As much memory as the page's engine thinks there is, in bytes: its heap then grows less before garbage is collected,
/// while a person goes through thousands of photos.
#[cfg(target_os = "linux")]
const MODEST: &str = "134217728";

/// Prepares the engine; to be called before there is any thread or window. What the person has set stays.
///
/// There are no calls for these: the page's process finds them in what it inherits. Without them a page works as well.
pub fn prepare() {
    #[cfg(target_os = "linux")]
    {
        use webkit2gtk::glib::setenv;
        let _ = setenv("JSC_forceRAMSize", MODEST, false);
        // Layers are painted by the processor itself, and not by a card that it plays: that takes some 70 MB more.
        if !has_graphics_card() {
            let _ = setenv("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1", false);
        }
    }
}

/// Chooses for a window. Elsewhere than on Linux the engine's own choice stands.
///
/// # Errors
/// What the system says.
#[cfg(target_os = "linux")]
pub fn choose(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{
        CacheModel, HardwareAccelerationPolicy as Policy, SettingsExt as _, WebContextExt as _, WebViewExt,
    };
    window.with_webview(|view| {
        let view = view.inner();
        if let Some(context) = view.context() {
            // Photos are kept by the program, under a limit; a second cache of the same only costs memory.
            context.set_cache_model(CacheModel::DocumentViewer);
        }
        if let Some(settings) = WebViewExt::settings(&view) {
            if is_plain() {
                settings.set_hardware_acceleration_policy(Policy::Never);
            }
            // No page uses these: what is not there cannot be attacked.
            settings.set_enable_webgl(false);
            settings.set_enable_webaudio(false);
            settings.set_enable_media(false);
        }
    })
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub fn choose(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Whether the page is painted in one piece rather than composed of layers: where there is no graphics card, unless the
/// variable `SIGILLUM_PAINTING` says `plain` or `composed`, for cards that draw badly and for drivers that take pictures.
#[cfg(target_os = "linux")]
fn is_plain() -> bool {
    match std::env::var("SIGILLUM_PAINTING").as_deref() {
        Ok("plain") => true,
        Ok("composed") => false,
        _ => !has_graphics_card(),
    }
}

/// True if the kernel offers a card that draws. Without one, composing layers is emulated by the processor, which
/// costs the smoothness of scrolling and some of the memory of the page's process (`tests/bench/README.md`).
#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let Ok(entries) = std::fs::read_dir("/dev/dri") else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}
