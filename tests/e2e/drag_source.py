"""A small window of another program from which a file can be dragged: drag_source.py FILE..., at the foot of the screen."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

window = Gtk.Window(type=Gtk.WindowType.POPUP)
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="drag me"))
handle.set_size_request(200, 60)
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()
handle.connect(
    "drag-data-get",
    lambda _handle, _context, data, _info, _time: data.set_uris([pathlib.Path(path).as_uri() for path in sys.argv[1:]]),
)
window.add(handle)
window.move(20, 820)
window.show_all()
Gtk.main()
