import Foundation

/// Standard output without a buffer: a line is there for its reader when it is written.
struct StandardOutput: TextOutputStream {
    mutating func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
