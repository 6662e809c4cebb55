import Scattershot

/// The version of the library that these tests were built with.
let libraryVersion = scattershotVersion
