// zlib's deflate. Its functions that start a stream are macros, which Swift does not import.
#ifndef NSEXPORTER_CZLIB_H
#define NSEXPORTER_CZLIB_H

#include <zlib.h>

// Raw deflate (RFC 1951), without header and trailer: 15 bits of window, memory level 8, zlib's default.
static inline int cz_start_raw(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

#endif
