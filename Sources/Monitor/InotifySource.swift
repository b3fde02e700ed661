// Reads how many watches and marks each inotify instance and fanotify group has: from the files of fdinfo, which the
// kernel writes whole, a line a watch. So a round over them is spread over as many of the loop's rounds as it takes,
// within a budget of bytes; until it is over the figures of the last one stand.

internal import Linux
internal import Namespaces
internal import ProcFS

/// The source `inotify`.
struct InotifySource: Sendable {
    /// Where a group was seen open.
    struct Place: Sendable {
        /// The process; `file` may be of a thread of it.
        let processID: Int32
        let file: OpenFile
        let kind: NotificationKind
    }

    /// What is read in one round at the most: some 35,000 watches, 220 ms.
    private static let bytesPerRound = 4 << 20
    /// What is read in the time of a whole deep round, four minutes, however many rounds there are in it: 0.7 % of a
    /// core.
    private static let bytesPerShare = 32 << 20

    /// - Parameter share: of a whole deep round, how much a round is to do.
    static func bytes(inRoundOf share: Double) -> Int {
        min(bytesPerRound, Int(Double(bytesPerShare) * min(share, 1)))
    }

    /// What is read between two looks at the feeds: some 7 ms, where no single file is longer.
    private static let slice = 128 << 10
    /// What a place costs besides its bytes: the calls for it take as long as so many bytes do.
    private static let placeBytes = 512
    /// More than a million watches have, of which a system has fewer by default.
    private static let maximumBytes = 256 << 20

    private let canCompare: Bool
    private var lines = LineReader()
    private var link = [UInt8](repeating: 0, count: 64)
    /// Those that this round has yet to read, the next one last.
    private var queue: [Place] = []
    private var distinct: [NotificationKind: DistinctFiles] = [:]
    private var found: [NotificationGroup] = []
    /// What the last whole round found; nil before.
    private(set) var groups: [NotificationGroup]?
    private(set) var report = SourceReport(name: .inotify)
    private var seconds = 0.0
    /// Bytes that may still be read now.
    private var allowance = 0
    /// One that the deadline came upon: it is tried once more, with more time.
    private var late: OpenFile?
    private var hasFailed = false

    /// - Parameter canCompare: whether the kernel has kcmp(2) for us.
    init(canCompare: Bool) {
        self.canCompare = canCompare
    }

    var isRunning: Bool { !queue.isEmpty }
    /// Whether there is something to do within the budget.
    var hasWork: Bool { isRunning && allowance > 0 }

    /// Begins a round over these places, in the order of the processes' ids: a group is taken to be the first one's. A
    /// round that is under way goes on instead.
    /// - Parameter isWhole: whether every process' descriptors were looked at.
    mutating func begin(_ places: [Place], isWhole: Bool) {
        if isRunning { return }
        queue = places.reversed()
        distinct = [:]
        found = []
        seconds = 0
        late = nil
        hasFailed = !isWhole
        if queue.isEmpty { end() }
    }

    /// Sets how many bytes may be read until this is called again.
    mutating func allot(_ bytes: Int) {
        allowance = bytes
    }

    /// The time is over: the rest is for the next time.
    mutating func fail() {
        report.succeeded = false
    }

    /// Reads a slice.
    /// - Throws: why a place was passed over, or put off until the next round.
    mutating func step(
        _ inventory: borrowing Inventory, below proc: borrowing Directory, until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer {
            seconds += Clock.monotonic.seconds(since: start)
            if queue.isEmpty { end() }
        }
        var bytes = 0
        while bytes < Self.slice, allowance > 0, let place = queue.last {
            var count = Self.placeBytes
            defer {
                bytes += count
                allowance -= count
            }
            do throws(Errno) {
                if let group = try read(place, inventory, below: proc, until: deadline, &count) { found.append(group) }
                queue.removeLast()
            } catch {
                try postpone(place, error)
            }
        }
    }

    private mutating func end() {
        groups = found
        distinct = [:]
        found = []
        report.seconds = seconds
        report.succeeded = !hasFailed
    }

    private mutating func postpone(_ place: Place, _ reason: Errno) throws(SystemError) {
        let error = SystemError(
            "read", "the watches of descriptor \(place.file.number) of process \(place.processID)", reason)
        hasFailed = true
        guard reason == .timedOut, late != place.file else {
            queue.removeLast()
            throw error
        }
        late = place.file
        throw error
    }

    /// nil where it is closed by now, is not ours to read, or was read at another place.
    /// - Parameter bytes: grows by what was read.
    private mutating func read(
        _ place: Place, _ inventory: borrowing Inventory, below proc: borrowing Directory, until deadline: Clock.Moment,
        _ bytes: inout Int
    ) throws(Errno) -> NotificationGroup? {
        do throws(Errno) {
            guard try isThere(place, below: proc) else { return nil }
            let standing = distinct[place.kind, default: DistinctFiles(canCompare: canCompare)].standing(of: place.file)
            if standing == .known { return nil }
            guard let userNamespace = inventory.namespaces(of: place.processID)?[.user], userNamespace != 0,
                let status = try ProcessStatus.read(place.processID, below: proc)
            else { return nil }
            let watches = try watches(of: place.file, below: proc, until: deadline, &bytes)
            if case .new(let index) = standing { distinct[place.kind]?.insert(place.file, at: index) }
            let bucket = Bucket(NamespaceID(.user, userNamespace), uid: status.effectiveUserID)
            return NotificationGroup(
                place.kind, of: place.processID, bucket, watches: watches, isDistinct: standing != .unclear)
        } catch {
            switch error {
            case .noEntry, .noProcess, .accessDenied, .notPermitted: return nil
            default: throw error
            }
        }
    }

    /// Whether the descriptor is still what it was.
    private mutating func isThere(_ place: Place, below proc: borrowing Directory) throws(Errno) -> Bool {
        let count = try proc.readLink(RelativePath(place.file.processID, "/fd/", place.file.number), into: &link)
        return DescriptorTarget(link: link.span.extracting(first: count)) == .notifications(place.kind)
    }

    private mutating func watches(
        of file: OpenFile, below proc: borrowing Directory, until deadline: Clock.Moment, _ bytes: inout Int
    ) throws(Errno) -> Int {
        var information = NotificationInfo()
        var length = 0
        let isWhole = try lines.forEachLine(
            RelativePath(file.processID, "/fdinfo/", file.number), below: proc, atMost: Self.maximumBytes,
            until: deadline
        ) { line in
            length += line.count + 1
            information.record(line)
        }
        bytes += length
        guard isWhole else { throw .timedOut }
        return information.watches
    }
}
