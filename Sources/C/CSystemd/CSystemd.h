// libsystemd's journal, as Swift sees it. SD_JOURNAL_SUPPRESS_LOCATION keeps this header's own name and line
// out of the entries: the macros that add CODE_FILE are not for Swift, which sends its own.
#ifndef NSEXPORTER_CSYSTEMD_H
#define NSEXPORTER_CSYSTEMD_H

#include <stdlib.h>
#include <sys/uio.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#endif
