// How a source fared, for its metrics.

/// A source's last run.
package struct SourceReport: Equatable, Sendable {
    package let name: SourceName
    /// Wall-clock seconds that it took, pauses between slices left out.
    package var seconds: Double = 0
    /// false also before the first.
    package var succeeded = false

    package init(name: SourceName) {
        self.name = name
    }
}
