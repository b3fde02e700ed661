// A process of the zoo that makes something and then holds it, and does nothing else, until it is killed. It inherits
// no descriptor of the zoo but the standard ones, and ends with the zoo at the latest.

internal import CZoo
internal import Glibc

/// A child, which its maker has to end.
struct Child {
    /// As the zoo's pid namespace sees it.
    let pid: pid_t
    /// What the child tells comes out here; nil for one that has told everything.
    private let reports: CInt?

    /// A child's child, which becomes the zoo's with its parent's end (see zoo_adopt_orphans).
    init(orphan pid: pid_t) {
        self.init(pid: pid, reports: nil)
    }

    private init(pid: pid_t, reports: CInt?) {
        self.pid = pid
        self.reports = reports
    }

    /// Seconds until a child that is stuck in what it makes is given up: alarm(2) ends it.
    private static let patience: CUnsignedInt = 10
    /// The descriptor of a child's reports there.
    private static let reportNumber: CInt = 3

    /// Forks. The body runs in the child and says what it made; then the child waits for ever, or does what `rest`
    /// does.
    static func make(
        then rest: () -> Never = { zoo_wait() }, _ body: () throws(Refusal) -> Facts
    ) throws(Refusal) -> (child: Child, facts: Facts) {
        try make(keepsReporting: false, rest: rest, body)
    }

    /// Forks, as `make` does; then the child runs `poked` as often as it is poked, and says what that made.
    static func makePokable(
        poked: () throws(Refusal) -> Facts, _ body: () throws(Refusal) -> Facts
    ) throws(Refusal) -> (child: Child, facts: Facts) {
        try make(keepsReporting: true, rest: { obey(poked) }, body)
    }

    private static func make(
        keepsReporting: Bool, rest: () -> Never, _ body: () throws(Refusal) -> Facts
    ) throws(Refusal) -> (child: Child, facts: Facts) {
        var ends: [CInt] = [-1, -1]
        try done("pipe", unsafe pipe(&ends))
        let pid = zoo_fork()
        if pid == 0 { live(ends[1], keepsReporting, rest, body) }
        let error = errno
        close(ends[1])
        guard pid > 0 else {
            close(ends[0])
            throw Refusal("fork failed: errno \(error)")
        }
        let child = Child(pid: pid, reports: keepsReporting ? ends[0] : nil)
        defer { if !keepsReporting { close(ends[0]) } }
        do throws(Refusal) {
            return (child, try hear(ends[0]))
        } catch {
            child.end()
            throw error
        }
    }

    /// Runs the body in a child that ends with it.
    static func once(_ body: () throws(Refusal) -> Facts) throws(Refusal) -> Facts {
        let (child, facts) = try make(body)
        child.end()
        return facts
    }

    /// Has a pokable child do its next step.
    func poke() throws(Refusal) -> Facts {
        guard let reports else { throw Refusal("it does nothing when poked") }
        kill(pid, SIGUSR1)
        return try Self.hear(reports)
    }

    /// Kills the child and waits until it is gone, with its descriptors and its places in namespaces.
    func end() {
        kill(pid, SIGKILL)
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
        if let reports { close(reports) }
    }

    // MARK: In the child

    private static func live(
        _ pipe: CInt, _ keepsReporting: Bool, _ rest: () -> Never, _ body: () throws(Refusal) -> Facts
    ) -> Never {
        dup2(pipe, reportNumber)
        zoo_close_from(CUnsignedInt(reportNumber) + 1)
        blockPokes()
        alarm(patience)
        tell(body)
        alarm(0)
        if !keepsReporting { close(reportNumber) }
        rest()
    }

    private static func tell(_ body: () throws(Refusal) -> Facts) {
        let line: String
        do throws(Refusal) {
            line = "ok \(try body().line)\n"
        } catch {
            line = "\(error.reason)\n"
        }
        let bytes = Array(line.utf8)
        _ = unsafe write(reportNumber, bytes, bytes.count)
    }

    private static func obey(_ poked: () throws(Refusal) -> Facts) -> Never {
        while true {
            var signals = pokes()
            var signal: CInt = 0
            unsafe sigwait(&signals, &signal)
            alarm(patience)
            tell(poked)
            alarm(0)
        }
    }

    private static func pokes() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGUSR1)
        return signals
    }

    private static func blockPokes() {
        var signals = pokes()
        unsafe sigprocmask(SIG_BLOCK, &signals, nil)
    }

    // MARK: In the zoo

    /// Reads one report. Bounded: the child writes a line, or its alarm ends it, and with it the pipe.
    private static func hear(_ pipe: CInt) throws(Refusal) -> Facts {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(pipe, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { throw Refusal("the child ended before it had made anything") }
            if byte == 0x0a { break }
            line.append(byte)
        }
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix("ok ") else { throw Refusal(text) }
        return Facts(line: text)
    }
}
