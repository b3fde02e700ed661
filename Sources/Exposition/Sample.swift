// One figure of a metric.

/// A value and the labels that tell it from the family's others. There is no time stamp: it is the scraper's.
package struct Sample: Equatable, Sendable {
    package let labels: [Label]
    package let value: Double

    package init(labels: [Label], value: Double) {
        self.labels = labels
        self.value = value
    }
}
