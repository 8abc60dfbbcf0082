{ self }: self.x
