#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few real functions that statistics and plots need, from the C library, which every platform calls by another module name.
enum RealFunctions {
    /// The decimal logarithm.
    static func log10(_ value: Double) -> Double {
        #if canImport(Glibc)
            Glibc.log10(value)
        #elseif canImport(Musl)
            Musl.log10(value)
        #else
            Darwin.log10(value)
        #endif
    }

    /// Ten to a power.
    static func exp10(_ exponent: Double) -> Double { pow(10, exponent) }

    /// Twice the probability that a normal variable lies more than `value`·√2 deviations above its mean.
    static func complementaryError(_ value: Double) -> Double { erfc(value) }
}
