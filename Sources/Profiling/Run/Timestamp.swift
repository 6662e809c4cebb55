#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Moments as text.
enum Timestamp {
    /// The present, ISO 8601 in UTC, to the second.
    static func now() -> String { Date.now.formatted(.iso8601) }
}
