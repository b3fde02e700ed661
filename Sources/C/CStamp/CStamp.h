// What the builder said of this build (Package.swift, `stamps`), as constants that Swift can read: SwiftPM can give a
// Swift target a word only through a C header.
#ifndef NSEXPORTER_CSTAMP_H
#define NSEXPORTER_CSTAMP_H

#ifndef NSEXPORTER_STAMP_REVISION
#define NSEXPORTER_STAMP_REVISION "unknown"
#endif
#ifndef NSEXPORTER_STAMP_BRANCH
#define NSEXPORTER_STAMP_BRANCH "unknown"
#endif
#ifndef NSEXPORTER_STAMP_BUILD_USER
#define NSEXPORTER_STAMP_BUILD_USER "unknown"
#endif
#ifndef NSEXPORTER_STAMP_BUILD_DATE
#define NSEXPORTER_STAMP_BUILD_DATE "unknown"
#endif

static const char *const stamp_revision = NSEXPORTER_STAMP_REVISION;
static const char *const stamp_branch = NSEXPORTER_STAMP_BRANCH;
static const char *const stamp_build_user = NSEXPORTER_STAMP_BUILD_USER;
static const char *const stamp_build_date = NSEXPORTER_STAMP_BUILD_DATE;

#endif
