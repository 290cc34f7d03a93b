// Lets memory that is allocated come in large pages.
#pragma once

#include <cstddef>

namespace quant::cli {

// Reserves half of `kept` bytes in the heap and asks for large pages there. After a large picture,
// `kept` bytes of the heap at most stay with the process.
//
// The first access to each page of memory interrupts the program. In some virtual machines that
// takes ten microseconds, which was a third of the time of a whole conversion; a large page takes
// the time of a dozen small ones and has the room of 512. Must be called before other threads
// start. Does nothing where addresses are scarce. Where the system has no large pages, the room has
// small ones.
void use_large_pages(std::size_t kept);

}  // namespace quant::cli
