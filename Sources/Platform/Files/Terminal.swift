#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the standard streams are connected to.
public enum Terminal {
    /// The three standard streams.
    public enum Stream: Int32, Sendable {
        /// Standard input.
        case input = 0
        /// Standard output.
        case output = 1
        /// Standard error.
        case error = 2
    }

    /// True when somebody sits at the other end.
    ///
    /// - Complexity: O(1).
    public static func isInteractive(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// Columns of the terminal that standard error writes to; 80 when there is none.
    ///
    /// - Complexity: O(1).
    public static var columns: Int {
        var size = winsize()
        guard ioctl(Stream.error.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a text to standard error at once; failures are ignored, since there is nowhere to report them, and so is a
    /// reader who has gone: work does not end because nobody watches it.
    ///
    /// - Complexity: O(bytes).
    public static func writeError(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            _ = BrokenPipe.withoutSignal {
                FileDescriptor.writeAll(Stream.error.rawValue, UnsafeRawBufferPointer(bytes))
            }
        }
    }
}

/// Ends the process with an exit code.
public func exitProcess(_ code: Int32) -> Never { exit(code) }
