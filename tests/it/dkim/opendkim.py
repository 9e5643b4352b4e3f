"""Verifies the message on standard input with libopendkim: a line "pass" or "fail" for each signature, in their order.

The argument is a file of records, `name text` on each line, which the library takes in place of the DNS. Its numbers
are those of opendkim/dkim.h. (`opendkim -t` takes such a file, too, but does not tell one signature from the other.)
"""

import ctypes
import sys

SET, QUERY_METHOD, QUERY_INFO, FROM_FILE = 1, 6, 7, 1
PASSED, BODY_MATCHES = 0x04, 0

library = ctypes.CDLL("libopendkim.so.11")
pointer = ctypes.c_void_p
for name in "dkim_init", "dkim_verify":
    getattr(library, name).restype = pointer


def call(name, *arguments):
    result = getattr(library, name)(*arguments)
    if result != 0:
        raise SystemExit(f"{name}: {result}")


handle = pointer(library.dkim_init(None, None))
method = ctypes.c_int(FROM_FILE)
call("dkim_options", handle, SET, QUERY_METHOD, ctypes.byref(method), ctypes.c_size_t(ctypes.sizeof(method)))
keys = ctypes.create_string_buffer(sys.argv[1].encode())
call("dkim_options", handle, SET, QUERY_INFO, keys, ctypes.c_size_t(len(keys) - 1))

header, body = sys.stdin.buffer.read().split(b"\r\n\r\n", 1)
fields = []
for line in header.split(b"\r\n"):
    if line[:1] in (b" ", b"\t"):
        fields[-1] += b"\r\n" + line
    else:
        fields.append(line)

status = ctypes.c_int()
message = pointer(library.dkim_verify(handle, b"message", None, ctypes.byref(status)))
for field in fields:
    call("dkim_header", message, field, ctypes.c_size_t(len(field)))
call("dkim_eoh", message)
call("dkim_body", message, body, ctypes.c_size_t(len(body)))
# Its verdict is on the message as a whole; each signature's own comes after it.
library.dkim_eom(message, None)
signatures, count = ctypes.POINTER(pointer)(), ctypes.c_int()
call("dkim_getsiglist", message, ctypes.byref(signatures), ctypes.byref(count))
for signature in map(pointer, signatures[: count.value]):
    library.dkim_sig_process(message, signature)
    passed = library.dkim_sig_getflags(signature) & PASSED and library.dkim_sig_getbh(signature) == BODY_MATCHES
    print("pass" if passed else "fail")
